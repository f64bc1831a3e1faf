//! The browser: the one place that names `web_sys`, `js_sys` and `gloo_timers`.

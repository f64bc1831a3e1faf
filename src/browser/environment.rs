//! What the browser is like, looked at before the first request.

use js_sys::{Array, Error, Function, Intl, Object};
use wasm_bindgen::prelude::*;

use super::plain::get;
use super::{clock, zones};
use crate::run::{Engine, Environment};

/// Looks at everything; takes a few steps of the clock, 50 ms where it is coarsest. `own_worker`: a
/// service worker that may control the page, since it leaves other sites alone.
pub fn look(own_worker: Option<&str>) -> Environment {
    let global = js_sys::global();
    Environment {
        engine: engine(),
        clock_step_ms: clock::step(),
        require_corp: require_corp(&global),
        service_worker: is_controlled(&global, own_worker),
        image_is_quiet: image_is_quiet(&global),
        country: country(),
    }
}

/// The engine, by what its JavaScript puts on errors: that does not change with the brand, the
/// user agent string or an emulated device, and on iOS it names the one engine there is.
/// JavaScriptCore: `line`; SpiderMonkey: `lineNumber`; V8: neither, though it can capture stacks.
fn engine() -> Engine {
    let error = Error::new("");
    let has = |key: &str| !get(&error, key).is_undefined();
    if has("line") {
        Engine::Webkit
    } else if has("lineNumber") {
        Engine::Firefox
    } else if !get(&get(&js_sys::global(), "Error"), "captureStackTrace").is_undefined() {
        Engine::Chromium
    } else {
        Engine::Other
    }
}

/// `crossOriginIsolated` is the nearest that a page can read. It is true for `credentialless`
/// too, under which opaque requests work: then the run has a caveat more than it needs. It is
/// false for `require-corp` without `Cross-Origin-Opener-Policy`: then the controls fail, and
/// nothing is judged.
fn require_corp(global: &JsValue) -> bool {
    get(global, "crossOriginIsolated").is_truthy()
}

fn is_controlled(global: &JsValue, own_worker: Option<&str>) -> bool {
    // In a sandboxed frame, reading `serviceWorker` throws: no worker controls that page.
    let workers = get(&get(global, "navigator"), "serviceWorker");
    let controller = get(&workers, "controller");
    controller.is_truthy() && get(&controller, "scriptURL").as_string().as_deref() != own_worker
}

/// The features by which Chromium lets a page ask the visitor about the local network; first one
/// name, then the two that it was split into.
const LOCAL_NETWORK: [&str; 3] = ["local-network-access", "local-network", "loopback-network"];

/// True where the browser does not know these features, or this page is denied all of them.
fn image_is_quiet(global: &JsValue) -> bool {
    let document = get(global, "document");
    let policies = ["permissionsPolicy", "featurePolicy"].map(|key| get(&document, key));
    policies.iter().all(|policy| {
        let allows = |feature: &&str| {
            let asked = get(policy, "allowsFeature").dyn_into::<Function>();
            asked.is_ok_and(|ask| {
                ask.call1(policy, &(*feature).into())
                    .is_ok_and(|allowed| allowed.is_truthy())
            })
        };
        !LOCAL_NETWORK.iter().any(allows)
    })
}

fn country() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    let zone = get(&format.resolved_options(), "timeZone").as_string()?;
    zones::country(&zone).map(str::to_owned)
}

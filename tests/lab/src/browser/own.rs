//! Commands that only one browser's driver knows.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::Value;

/// A command by its path below the session.
#[derive(Debug)]
pub struct Own {
    /// Below the session.
    pub path: &'static str,
    /// What is sent.
    pub body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> std::result::Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

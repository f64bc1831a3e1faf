//! Real browsers inside the client's namespace, driven over WebDriver.
//!
//! A [`Browser`] must be used on a thread of that namespace: its driver listens on the loopback
//! there and nowhere else.

mod chromium;
mod driver;
mod extension;
mod firefox;
mod guard;
mod own;
mod pointer;
mod screen;
mod trust;
mod webkit;

pub use extension::write as write_extension;
pub use guard::Guard;
pub use trust::{prepare as trust, profile};

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::wd::{Capabilities, TimeoutConfiguration, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;

use crate::world::World;
use driver::Driver;
use screen::Screen;

/// The time zone of every browser: one whose country has controls in the catalogue.
pub const TIME_ZONE: &str = "Europe/Moscow";
/// Longer than any run: a script that waits for its end is given this much.
const SCRIPT_LIMIT: Duration = Duration::from_secs(120);
/// Every page of the lab has loaded within this time.
const LOAD_LIMIT: Duration = Duration::from_secs(30);
/// And the browser's own ones, the first that it opens, within this. A Chromium with an extension
/// now and then hangs in the first of them.
const FIRST_LOAD_LIMIT: Duration = Duration::from_secs(10);
/// A browser comes up, and forgets, within this time.
const START_LIMIT: Duration = Duration::from_secs(60);
/// Ends once the page has been laid out and drawn.
const TWO_FRAMES: &str = "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))";
/// How WebDriver names the key under which it passes an element.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Chromium.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK.
    Webkit,
}

impl Engine {
    /// All of them: what the page says of the network is looked at in each.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];
    /// Those in which all else is looked at too.
    pub const BOTH: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// Whether a page in it can be hidden. WebKit's, on a screen without a window manager, stays
    /// `visible` behind another tab; what a run in a hidden page does is seen in the other two.
    pub fn hides(self) -> bool {
        self != Self::Webkit
    }

    /// Whether it can be told to forget names and connections. One that cannot is started anew.
    pub fn forgets(self) -> bool {
        self != Self::Webkit
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        })
    }
}

impl FromStr for Engine {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL
            .into_iter()
            .find(|engine| engine.to_string() == name);
        found.ok_or_else(|| format!("{name} is no engine of the lab: chromium, firefox or webkit"))
    }
}

/// A running browser with one window.
pub struct Browser {
    /// Which one it is.
    pub engine: Engine,
    client: Client,
    // Ends the driver, and with it the browser, when dropped.
    _driver: Driver,
    _screen: Option<Screen>,
}

impl Browser {
    /// Starts one whose files all are below `folder`, with the extension that lies at `extension`,
    /// if it is to have one.
    pub async fn start(
        engine: Engine,
        guard: Guard,
        world: &World,
        folder: &Path,
        extension: Option<&Path>,
    ) -> Result<Self> {
        let start = Self::come_up(engine, guard, world, folder, extension);
        let started = tokio::time::timeout(START_LIMIT, start).await;
        started.map_err(|_| anyhow!("{engine} did not come up within {START_LIMIT:?}"))?
    }

    async fn come_up(
        engine: Engine,
        guard: Guard,
        world: &World,
        folder: &Path,
        extension: Option<&Path>,
    ) -> Result<Self> {
        trust::prepare(engine, folder, world.authority.pem())?;
        let mut screen = None;
        let (driver, wanted) = match engine {
            Engine::Chromium => {
                let (driver, wanted, own) =
                    chromium::driver(world.client(), folder, extension, guard)?;
                screen = own;
                (driver, wanted)
            }
            Engine::Firefox => firefox::driver(world, folder, guard)?,
            Engine::Webkit => {
                let authority = world.authority.pem();
                let (driver, wanted, own) =
                    webkit::driver(world.client(), folder, extension, authority)?;
                screen = Some(own);
                (driver, wanted)
            }
        };
        let client = connect(&driver, wanted)
            .await
            .with_context(|| format!("starting {engine}"))?;
        let limits = |load| TimeoutConfiguration::new(Some(SCRIPT_LIMIT), Some(load), None);
        client.update_timeouts(limits(FIRST_LOAD_LIMIT)).await?;
        if let (Engine::Firefox, Some(extension)) = (engine, extension) {
            firefox::install(&client, extension).await?;
        }
        let browser = Self {
            engine,
            client,
            _driver: driver,
            _screen: screen,
        };
        // What it cannot do now, it could not do before the first scenario.
        browser.forget().await?;
        browser.client.update_timeouts(limits(LOAD_LIMIT)).await?;
        Ok(browser)
    }

    /// Forgets the names and connections of earlier pages, and shows an empty page.
    pub async fn forget(&self) -> Result<()> {
        match self.engine {
            Engine::Chromium => chromium::forget(&self.client).await?,
            Engine::Firefox => firefox::forget(&self.client).await?,
            // It has nothing to forget: nobody asked it for anything since it was started.
            Engine::Webkit => {}
        }
        self.open("about:blank").await
    }

    /// Opens a page and waits until it has loaded.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.client
            .goto(url)
            .await
            .with_context(|| format!("opening {url} in {}", self.engine))
    }

    /// What a script, the body of a function, returns.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.client
            .execute(body, arguments)
            .await
            .context("running a script in the page")
    }

    /// What a script passes to its last argument, once it calls that.
    pub async fn script_until(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.client
            .execute_async(body, arguments)
            .await
            .context("waiting for a script in the page")
    }

    async fn element(&self, body: &str) -> Result<Element> {
        let found = self.script(body, vec![]).await?;
        let id = found.get(ELEMENT_KEY).and_then(Value::as_str);
        let id = id.ok_or_else(|| anyhow!("there is no element: `{body}` gave {found}"))?;
        Ok(Element::from_element_id(
            self.client.clone(),
            ElementRef::from(id.to_owned()),
        ))
    }

    /// From now on scripts and clicks are for the frame that a script returns.
    pub async fn enter(&self, body: &str) -> Result<()> {
        let frame = self.element(body).await?;
        frame.enter_frame().await.context("entering a frame")
    }

    /// From now on scripts and clicks are for the window's own page again.
    pub async fn leave(&self) -> Result<()> {
        self.client
            .enter_parent_frame()
            .await
            .context("leaving a frame")
    }

    /// From now on scripts and clicks are for the window's own page, however deep they were.
    pub async fn leave_all(&self) -> Result<()> {
        let left = self.client.issue_cmd(TopFrame).await;
        left.context("leaving all frames")?;
        Ok(())
    }

    /// Moves the focus to the element that a script returns.
    pub async fn focus(&self, body: &str) -> Result<()> {
        let script =
            format!("const found = (() => {{ {body} }})(); found?.focus(); return !!found");
        if self.script(&script, vec![]).await? != true {
            bail!("there is no element to focus: `{body}`");
        }
        Ok(())
    }

    /// Presses these keys together, then releases them.
    pub async fn press(&self, keys: &[char]) -> Result<()> {
        let down = keys.iter().map(|value| KeyAction::Down { value: *value });
        let up = keys.iter().rev();
        let up = up.map(|value| KeyAction::Up { value: *value });
        let all = down
            .chain(up)
            .fold(KeyActions::new("keyboard".to_owned()), |all, one| {
                all.then(one)
            });
        let pressed = self.client.perform_actions(all).await;
        pressed.with_context(|| format!("pressing {keys:?}"))
    }

    /// Waits until the page has been laid out and drawn.
    pub async fn settle(&self) -> Result<()> {
        self.script_until(TWO_FRAMES, vec![]).await.map(drop)
    }

    /// A command that only this browser's driver knows.
    pub async fn own(&self, path: &'static str, body: Value) -> Result<Value> {
        let answer = self.client.issue_cmd(own::Own { path, body }).await;
        answer.with_context(|| format!("telling the driver {path}"))
    }

    /// The address that the window shows.
    pub async fn address(&self) -> Result<String> {
        let url = self.client.current_url().await;
        Ok(url.context("asking for the window's address")?.into())
    }

    /// Loads the page anew.
    pub async fn reload(&self) -> Result<()> {
        self.client.refresh().await.context("reloading the page")
    }

    /// Hides the page by opening another tab in front of it; [`Browser::show`] ends that.
    pub async fn hide(&self) -> Result<Hidden> {
        let page = self.client.window().await?;
        let other = self.client.new_window(true).await?.handle;
        self.client.switch_to_window(other.clone()).await?;
        Ok(Hidden { page, other })
    }

    /// Closes the tab that hid the page.
    pub async fn show(&self, hidden: Hidden) -> Result<()> {
        self.client.switch_to_window(hidden.other).await?;
        self.client.close_window().await?;
        self.client
            .switch_to_window(hidden.page)
            .await
            .context("showing the page again")
    }

    /// A picture of the window, PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        self.client
            .screenshot()
            .await
            .context("taking a picture of the window")
    }

    /// Ends the session; the driver then ends the browser.
    pub async fn quit(self) -> Result<()> {
        self.client.close().await.context("ending the session")
    }
}

/// A page behind another tab.
pub struct Hidden {
    page: fantoccini::wd::WindowHandle,
    other: fantoccini::wd::WindowHandle,
}

/// Switching to no frame: the library has only its opposite.
#[derive(Debug)]
struct TopFrame;

impl WebDriverCompatibleCommand for TopFrame {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> std::result::Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/frame", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(r#"{"id":null}"#.to_owned()))
    }
}

async fn connect(driver: &Driver, wanted: Value) -> Result<Client> {
    let Value::Object(wanted) = wanted else {
        bail!("capabilities are an object")
    };
    let capabilities: Capabilities = wanted;
    let mut builder = ClientBuilder::new(HttpConnector::new());
    let client = builder
        .capabilities(capabilities)
        .connect(&driver.url)
        .await;
    client.with_context(|| format!("its driver said:\n{}", driver.said()))
}

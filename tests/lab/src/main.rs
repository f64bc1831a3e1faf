//! The lab's command line.
use getthrough_lab::browser::*;
use getthrough_lab::*;
use std::sync::Arc;
use std::time::{Duration, Instant};
fn main() -> anyhow::Result<()> {
    tools::check()?;
    netns::remove_leftovers()?;
    let catalogue = serde_json::from_str(&std::fs::read_to_string("/tmp/brief/catalogue.json")?)?;
    let world = Arc::new(world::World::start(world::Plan {
        catalogue,
        site: "/tmp/lab-site".into(),
        round_trip: Duration::from_millis(40),
        seed: 1,
    })?);
    let w = world.clone();
    world.client().spawn("driver", move || -> anyhow::Result<()> { 
      let rt = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
      rt.block_on(async {
      for e in Engine::ALL {
        let dir = std::path::PathBuf::from(format!("/tmp/lab-run-{}-{e}", std::process::id()));
        let ext = dir.join("extension");
        write_extension(&ext, &["x.com".into()])?;
        let t = Instant::now();
        let b = Browser::start(e, &w, &dir, &ext).await?;
        println!("{e} started {:?}", t.elapsed());
        for page in ["getthrough.example", "extension.getthrough.example"] {
        w.log.clear();
        let t = Instant::now();
        b.open(&format!("https://{page}/")).await?;
        println!("{e} page {:?} {:?}", t.elapsed(), w.log.entries());
        println!("{}", b.script_until("const d=arguments[0]; (async()=>{const r=[]; for(const h of ['x.com','abs.twimg.com','nope.example']) for (let i=0;i<3;i++){const t=performance.now(); let o; try{await fetch('https://'+h+'/favicon.ico',{mode:'no-cors',cache:'no-store',credentials:'omit'});o='ok'}catch(e){o=e.message} r.push([h,o,performance.now()-t])} d(r)})()", vec![]).await?);
        }
        println!("{}", b.script("return [document.visibilityState, new Date().toString()]", vec![]).await?);
        let h = b.hide().await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        b.show(h).await?;
        println!("{}", b.script("return [document.visibilityState]", vec![]).await?);
        b.script("window.vis=[];document.addEventListener('visibilitychange',()=>vis.push(document.visibilityState))", vec![]).await?;
        let h = b.hide().await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        b.show(h).await?;
        println!("{}", b.script("return [vis, document.visibilityState]", vec![]).await?);
        let t = Instant::now();
        b.forget().await?;
        println!("forget {:?}", t.elapsed());
        w.log.clear();
        b.open("https://getthrough.example/").await?;
        println!("{:?}", w.log.entries());
        b.quit().await?;
      }
      Ok(()) })
    })?.join().unwrap()?;
    Ok(())
}

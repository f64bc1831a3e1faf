//! The program `getthrough-collector`.

use anyhow::Result;
use clap::Parser;
use getthrough_collector::options::{Arguments, Command, Options};
use getthrough_collector::{http, networks, run};
use std::io::IsTerminal;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Some(Command::Networks(command)) => networks::command::run(command),
        Some(Command::Openapi) => openapi(),
        None => collect(arguments.options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("getthrough-collector: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn openapi() -> Result<()> {
    println!("{}", serde_json::to_string_pretty(&http::openapi())?);
    Ok(())
}

fn collect(options: Options) -> Result<()> {
    let log = tracing_subscriber::fmt()
        .with_max_level(options.log)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if options.log_json {
        log.json().init();
    } else {
        log.init();
    }
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().build()?.block_on(async {
        let mut ended = signal(SignalKind::terminate())?;
        let running = run::start(options).await?;
        for address in &running.listen {
            tracing::info!("listening on http://{address}");
        }
        if let Some(address) = &running.admin {
            tracing::info!("metrics on http://{address}/metrics");
        }
        tokio::select! {
            _ = ended.recv() => {}
            stopped = tokio::signal::ctrl_c() => stopped?,
        }
        tracing::info!("stopping");
        running.stop().await
    })
}

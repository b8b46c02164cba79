//! The jobs of bench/requests with kube-rs.
//!
//! usage: requests-kube-rs current_thread|multi_thread pairs|list|pages|first
//!
//! The server is that of $KUBECONFIG. Prints what the job took after the first answer: seconds of
//! CPU, seconds, and the most memory in KiB.

use std::error::Error;
use std::time::Instant;

use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kube::api::{ListParams, PostParams};
use kube::{Api, Client};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn cpu_seconds() -> f64 {
    let mut used = unsafe { std::mem::zeroed::<libc::rusage>() };
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut used) };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(used.ru_utime) + seconds(used.ru_stime)
}

fn peak() -> Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line.and_then(|line| line.split_whitespace().next()).ok_or("no VmHWM")?.to_string())
}

async fn pairs(maps: &Api<ConfigMap>) -> Result<()> {
    for _ in 0..1000 {
        let map = maps.get("a").await?;
        maps.replace("a", &PostParams::default(), &map).await?;
    }
    Ok(())
}

async fn list(pods: &Api<Pod>, mut parameters: ListParams) -> Result<Vec<Pod>> {
    let mut all = Vec::new();
    loop {
        let page = pods.list(&parameters).await?;
        all.extend(page.items);
        match page.metadata.continue_.filter(|token| !token.is_empty()) {
            Some(token) => parameters.continue_token = Some(token),
            None => return Ok(all),
        }
    }
}

async fn run(job: &str) -> Result<()> {
    let client = Client::try_default().await?;
    let maps: Api<ConfigMap> = Api::namespaced(client.clone(), "default");
    let pods: Api<Pod> = Api::all(client);
    maps.get("a").await?;
    let (began, cpu) = (Instant::now(), cpu_seconds());
    let mut listed = Vec::new();
    match job {
        "pairs" => pairs(&maps).await?,
        "list" => listed = list(&pods, ListParams::default()).await?,
        "pages" => listed = list(&pods, ListParams::default().limit(500)).await?,
        _ => {}
    }
    println!("{} {} {}", cpu_seconds() - cpu, began.elapsed().as_secs_f64(), peak()?);
    if listed.is_empty() && (job == "list" || job == "pages") {
        return Err("there are no Pods".into());
    }
    Ok(())
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let mut runtime = match arguments[1].as_str() {
        "current_thread" => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    runtime.enable_all().build()?.block_on(run(&arguments[2]))
}

//! The text of a list into the types of k8s-openapi, as kube-rs does: `PROGRAM FILE PASSES`, as
//! bench/peers/run says.

use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::List;
use std::time::Instant;

fn decode(text: &[u8]) -> List<Pod> {
    serde_json::from_slice(text).expect("a list of pods")
}

/// The bytes that are taken from the heap, which is glibc's.
fn heap() -> usize {
    let info = unsafe { libc::mallinfo2() };
    info.uordblks + info.hblkhd
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, passes] = &arguments[..] else {
        eprintln!("usage: PROGRAM FILE PASSES");
        std::process::exit(2);
    };
    let passes: usize = passes.parse().expect("a number of passes");
    let text = std::fs::read(file).expect("a file");

    let before = heap();
    let warm_up = decode(&text);
    if passes == 0 {
        println!("live {}", heap() - before);
    }
    drop(warm_up);
    for _ in 0..passes {
        let began = Instant::now();
        let decoded = decode(&text);
        println!("seconds {:.6}", began.elapsed().as_secs_f64());
        drop(decoded);
    }
}

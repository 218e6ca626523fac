//! hdrhistogram, the Rust crate: three significant digits, whole microseconds up to an hour.
//! Speaks the conversation of `bench/native/protocol.h`.

use hdrhistogram::Histogram;
use std::io::{BufRead, Write};
use std::time::Instant;

struct Recorder {
    histogram: Histogram<u64>,
    microseconds: Vec<u64>,
    passes: u64,
}

impl Recorder {
    fn pass(&mut self) {
        for &value in &self.microseconds {
            self.histogram.record(value).expect("within an hour");
        }
        self.passes += 1;
    }

    fn timed_ms(&mut self, passes: u64) -> f64 {
        let start = Instant::now();
        for _ in 0..passes {
            self.pass();
        }
        start.elapsed().as_secs_f64() * 1e3
    }

    fn facts(&self) -> String {
        let at = |q: f64| self.histogram.value_at_quantile(q) as f64 * 1e-6;
        format!(
            r#"{{"facts":{{"count":{},"quantiles":{{"0.5":{},"0.9":{},"0.99":{}}}}}}}"#,
            self.histogram.len(),
            at(0.5),
            at(0.9),
            at(0.99)
        )
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, path, warm_up_ms, sample_ms] = arguments.as_slice() else {
        eprintln!("usage: inferometer-bench-rust <values> <warm-up ms> <sample ms>");
        std::process::exit(2);
    };
    let warm_up_ms: f64 = warm_up_ms.parse().expect("warm-up ms");
    let sample_ms: f64 = sample_ms.parse().expect("sample ms");
    let microseconds: Vec<u64> = std::fs::read(path)
        .expect("values")
        .chunks_exact(8)
        .map(|bytes| f64::from_le_bytes(bytes.try_into().expect("eight bytes")))
        .map(|seconds| (seconds * 1e6).round() as u64)
        .collect();
    let values = microseconds.len() as u64;
    let histogram = Histogram::new_with_bounds(1, 3_600_000_000, 3).expect("valid bounds");
    let mut recorder = Recorder { histogram, microseconds, passes: 0 };

    recorder.pass();
    println!("{}", recorder.facts());

    let (mut passes, mut spent) = (1u64, 0.0);
    while spent < warm_up_ms {
        let elapsed = recorder.timed_ms(passes);
        spent += elapsed;
        if elapsed < sample_ms {
            passes = if elapsed > 0.1 { (passes as f64 * sample_ms / elapsed) as u64 + 1 } else { passes * 8 };
        }
    }

    for line in std::io::stdin().lock().lines() {
        if line.expect("a line") != "sample" {
            println!(r#"{{"count":{},"expected":{}}}"#, recorder.histogram.len(), recorder.passes * values);
            break;
        }
        recorder.pass(); // the caches were somebody else's meanwhile
        let elapsed = recorder.timed_ms(passes);
        println!("{:.6}", elapsed * 1e6 / (passes * values) as f64);
        std::io::stdout().flush().expect("stdout");
    }
}

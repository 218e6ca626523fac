// client_golang, Prometheus's own library for Go: classic buckets, or a native histogram (schema 5, which is
// a growth of 2.2 % per bucket, the same as our default). Speaks the conversation of bench/native/protocol.h.
//
//	record classic|native VALUES WARM_UP_MS SAMPLE_MS
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

func newHistogram(layout string) prometheus.Histogram {
	options := prometheus.HistogramOpts{Name: "inference_seconds", Help: "Seconds."}
	if layout == "native" {
		options.NativeHistogramBucketFactor = 1.022
	}
	return prometheus.NewHistogram(options)
}

func readValues(path string) ([]float64, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	values := make([]float64, len(bytes)/8)
	for i := range values {
		values[i] = math.Float64frombits(binary.LittleEndian.Uint64(bytes[i*8:]))
	}
	return values, nil
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: record classic|native <values> <warm-up ms> <sample ms>")
		os.Exit(2)
	}
	values, err := readValues(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	warmUpMs, _ := strconv.ParseFloat(os.Args[3], 64)
	sampleMs, _ := strconv.ParseFloat(os.Args[4], 64)
	histogram := newHistogram(os.Args[1])

	done := uint64(0)
	pass := func() {
		for _, value := range values {
			histogram.Observe(value)
		}
		done++
	}
	timedMs := func(passes int) float64 {
		start := time.Now()
		for i := 0; i < passes; i++ {
			pass()
		}
		return float64(time.Since(start).Nanoseconds()) * 1e-6
	}
	written := func() *dto.Histogram {
		var metric dto.Metric
		if err := histogram.Write(&metric); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return metric.GetHistogram()
	}

	pass()
	fmt.Printf("{\"facts\":{\"count\":%d,\"sum\":%.17g}}\n", written().GetSampleCount(), written().GetSampleSum())

	passes, spent := 1, 0.0
	for spent < warmUpMs {
		elapsed := timedMs(passes)
		spent += elapsed
		if elapsed < sampleMs {
			if elapsed > 0.1 {
				passes = int(float64(passes)*sampleMs/elapsed) + 1
			} else {
				passes *= 8
			}
		}
	}

	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		if input.Text() != "sample" {
			fmt.Printf("{\"count\":%d,\"expected\":%d}\n", written().GetSampleCount(), done*uint64(len(values)))
			break
		}
		pass() // the caches were somebody else's meanwhile
		elapsed := timedMs(passes)
		fmt.Printf("%.6f\n", elapsed*1e6/(float64(passes)*float64(len(values))))
	}
}

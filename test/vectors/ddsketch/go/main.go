// Writes DDSketches of every mapping with quantiles as sketches-go computes them: go run . > ../go.json
package main

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"os"

	"github.com/DataDog/sketches-go/ddsketch"
	"github.com/DataDog/sketches-go/ddsketch/mapping"
	"github.com/DataDog/sketches-go/ddsketch/store"
	"google.golang.org/protobuf/proto"
)

type sketch struct {
	Name             string    `json:"name"`
	RelativeAccuracy float64   `json:"relativeAccuracy"`
	Answers          []float64 `json:"answers"`
	Base64           string    `json:"base64"`
}

type vectors struct {
	Values    []float64 `json:"values"`
	Quantiles []float64 `json:"quantiles"`
	Sketches  []sketch  `json:"sketches"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	var values []float64
	for i := 1; i <= 300; i++ {
		values = append(values, math.Pow(1.07, float64(i))/1000)
	}
	for i := 1; i <= 40; i++ {
		values = append(values, -math.Pow(1.3, float64(i)))
	}
	values = append(values, 0, 0, 0)
	quantiles := []float64{0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1}

	logarithmic, err := mapping.NewLogarithmicMapping(0.01)
	check(err)
	linear, err := mapping.NewLinearlyInterpolatedMapping(0.02)
	check(err)
	cubic, err := mapping.NewCubicallyInterpolatedMapping(0.01)
	check(err)
	base, err := mapping.NewLogarithmicMappingWithGamma(math.Pow(2, 1.0/32), 0)
	check(err)

	all := vectors{Values: values, Quantiles: quantiles}
	add := func(name string, m mapping.IndexMapping, sparse bool) {
		positive, negative := store.Store(store.NewDenseStore()), store.Store(store.NewDenseStore())
		if sparse {
			positive, negative = store.NewSparseStore(), store.NewSparseStore()
		}
		filled := ddsketch.NewDDSketch(m, positive, negative)
		for _, value := range values {
			check(filled.Add(value))
		}
		answers, err := filled.GetValuesAtQuantiles(quantiles)
		check(err)
		bytes, err := proto.MarshalOptions{Deterministic: true}.Marshal(filled.ToProto())
		check(err)
		all.Sketches = append(all.Sketches, sketch{name, m.RelativeAccuracy(), answers, base64.StdEncoding.EncodeToString(bytes)})
	}
	add("logarithmic, dense", logarithmic, false)
	add("logarithmic, sparse", logarithmic, true)
	add("linearly interpolated", linear, false)
	add("cubically interpolated", cubic, false)
	add("gamma is the base of scale 5", base, false)
	check(json.NewEncoder(os.Stdout).Encode(all))
}

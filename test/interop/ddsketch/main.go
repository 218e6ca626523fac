// Reads base64 DDSketch messages, a line each, and prints the count and the quantiles 0.01, 0.5 and 0.99 of each.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"

	"github.com/DataDog/sketches-go/ddsketch"
	"github.com/DataDog/sketches-go/ddsketch/pb/sketchpb"
	"github.com/DataDog/sketches-go/ddsketch/store"
	"google.golang.org/protobuf/proto"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		bytes, err := base64.StdEncoding.DecodeString(lines.Text())
		check(err)
		var message sketchpb.DDSketch
		check(proto.Unmarshal(bytes, &message))
		sketch, err := ddsketch.FromProtoWithStoreProvider(&message, store.BufferedPaginatedStoreConstructor)
		check(err)
		answers, err := sketch.GetValuesAtQuantiles([]float64{0.01, 0.5, 0.99})
		check(err)
		fmt.Println(sketch.GetCount(), answers[0], answers[1], answers[2])
	}
	check(lines.Err())
}

package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"runtime"

	"github.com/gorilla/mux"
)

func main() {
	router := mux.NewRouter()
	router.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello from %s on %s\n", runtime.Version(), os.Getenv("DYNO"))
	})
	router.HandleFunc("/hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello %s\n", mux.Vars(r)["name"])
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), router))
}

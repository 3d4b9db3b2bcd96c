module example.com/hello

// +heroku install ./cmd/...

go 1.19

require github.com/gorilla/mux v1.8.0

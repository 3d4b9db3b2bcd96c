(defproject pages "1.0.0"
  :description "A web app with Ring, Hiccup and Cheshire, run from its sources"
  :min-lein-version "2.0.0"
  :dependencies [[org.clojure/clojure "1.11.1"]
                 [ring/ring-core "1.8.2"]
                 [ring/ring-jetty-adapter "1.8.2"]
                 [hiccup "1.0.5"]
                 [cheshire "5.11.0"]]
  :main ^:skip-aot hello.pages)

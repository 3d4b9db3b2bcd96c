(defproject hello "1.0.0"
  :description "A web app with Ring and Compojure"
  :min-lein-version "2.0.0"
  :dependencies [[org.clojure/clojure "1.11.1"]
                 [ring/ring-core "1.8.2"]
                 [ring/ring-jetty-adapter "1.8.2"]
                 [compojure "1.6.0"]]
  :main ^:skip-aot hello.web
  :uberjar-name "hello-standalone.jar"
  :profiles {:uberjar {:aot :all}})

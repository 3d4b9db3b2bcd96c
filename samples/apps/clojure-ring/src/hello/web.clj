(ns hello.web
  (:gen-class)
  (:require [compojure.core :refer [defroutes GET]]
            [compojure.route :as route]
            [ring.adapter.jetty :as jetty]))

(defroutes app
  (GET "/" []
    {:status 200
     :headers {"Content-Type" "text/plain"}
     :body (str "Hello from Clojure " (clojure-version) " on " (or (System/getenv "DYNO") "this machine") "\n")})
  (GET "/hello/:name" [name] (str "Hello " name "\n"))
  (route/not-found "Not found\n"))

(defn -main [& _]
  (jetty/run-jetty #'app {:port (Integer/parseInt (or (System/getenv "PORT") "5000"))}))

(ns hello.pages
  (:require [cheshire.core :as json]
            [hiccup.core :refer [html]]
            [ring.adapter.jetty :as jetty]))

(defn app [request]
  (case (:uri request)
    "/json" {:status 200 :headers {"Content-Type" "application/json"} :body (json/generate-string {:method (:request-method request)})}
    "/page" {:status 200 :headers {"Content-Type" "text/html"} :body (html [:p {:class "greeting"} "Hello"])}
    {:status 200
     :headers {"Content-Type" "text/plain"}
     :body (str "Hello from Clojure " (clojure-version) " on " (or (System/getenv "DYNO") "this machine") "\n")}))

(defn -main [& _]
  (jetty/run-jetty #'app {:port (Integer/parseInt (or (System/getenv "PORT") "5000"))}))

name := "hello"

version := "1.0"

scalaVersion := "2.11.12"

libraryDependencies ++= Seq(
  "io.netty" % "netty-codec-http" % "4.1.48.Final",
  "org.scala-lang.modules" %% "scala-xml" % "1.0.3"
)

enablePlugins(JavaAppPackaging)

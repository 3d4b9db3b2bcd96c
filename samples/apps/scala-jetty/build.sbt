name := "hello"

version := "1.0"

scalaVersion := "2.11.12"

libraryDependencies ++= Seq(
  "org.eclipse.jetty" % "jetty-servlet" % "9.4.57.v20241219",
  "com.google.code.gson" % "gson" % "2.10"
)

enablePlugins(JavaAppPackaging)

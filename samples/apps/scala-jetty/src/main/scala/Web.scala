package example

import com.google.gson.JsonObject
import javax.servlet.http.{HttpServlet, HttpServletRequest, HttpServletResponse}
import org.eclipse.jetty.server.Server
import org.eclipse.jetty.servlet.{ServletContextHandler, ServletHolder}

class HelloServlet extends HttpServlet {
  override def doGet(request: HttpServletRequest, response: HttpServletResponse): Unit = {
    response.setContentType("text/plain")
    response.getWriter.println(s"Hello from Scala ${util.Properties.versionNumberString} on ${sys.env.getOrElse("DYNO", "this machine")}")
  }
}

class JsonServlet extends HttpServlet {
  override def doGet(request: HttpServletRequest, response: HttpServletResponse): Unit = {
    val answer = new JsonObject
    answer.addProperty("path", request.getPathInfo)
    response.setContentType("application/json")
    response.getWriter.println(answer)
  }
}

object Web extends App {
  val server = new Server(sys.env.getOrElse("PORT", "5000").toInt)
  val context = new ServletContextHandler
  context.setContextPath("/")
  context.addServlet(new ServletHolder(new HelloServlet), "/")
  context.addServlet(new ServletHolder(new JsonServlet), "/json/*")
  server.setHandler(context)
  server.start()
  server.join()
}

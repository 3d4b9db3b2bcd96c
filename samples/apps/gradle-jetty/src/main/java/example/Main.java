package example;

import com.google.gson.Gson;
import java.io.IOException;
import java.util.Map;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

public final class Main extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getRequestURI().equals("/memory")) {
            response.setContentType("application/json");
            response.getWriter().println(new Gson().toJson(Map.of("heap", Runtime.getRuntime().maxMemory() >> 20)));
            return;
        }

        response.setContentType("text/plain");
        response.getWriter().println("Hello from Gradle and Java " + Runtime.version().feature() + " on " + System.getenv("DYNO"));
    }

    public static void main(String[] args) throws Exception {
        Server server = new Server(Integer.parseInt(System.getenv("PORT")));
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new Main()), "/*");
        server.setHandler(context);
        server.setStopAtShutdown(true);
        server.start();
        server.join();
    }
}

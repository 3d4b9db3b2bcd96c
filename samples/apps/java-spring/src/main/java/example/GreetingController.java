package example;

import java.util.Collections;
import java.util.Map;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class GreetingController {
    @RequestMapping(path = "/", produces = "text/plain")
    public String index() {
        return "Hello from Spring on " + System.getenv("DYNO") + "\n";
    }

    @RequestMapping("/greetings/{name}")
    public Map<String, String> greet(@PathVariable("name") String name) {
        return Collections.singletonMap("greeting", "Hello " + name);
    }
}

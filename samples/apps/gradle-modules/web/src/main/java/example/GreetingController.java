package example;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class GreetingController {
    @RequestMapping(path = "/", produces = "text/plain")
    public String index() {
        return new Greeting("Hello from modules on " + System.getenv("DYNO")).text() + "\n";
    }

    @RequestMapping("/greetings/{name}")
    public Greeting greet(@PathVariable("name") String name) {
        return new Greeting("Hello " + name);
    }
}

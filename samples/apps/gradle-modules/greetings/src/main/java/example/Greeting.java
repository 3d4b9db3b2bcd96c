package example;

import com.fasterxml.jackson.annotation.JsonProperty;

public final class Greeting {
    @JsonProperty("greeting")
    private final String text;

    public Greeting(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}

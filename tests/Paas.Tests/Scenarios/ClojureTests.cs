using Paas.Builds;
using Paas.Clojure;
using Paas.Jvm;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Clojure.</summary>
public sealed class ClojureTests(SharedHost host, DebianMaven maven) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Ring_AsAJarWithEverythingInIt_Answers()
    {
        await DebianLein.RequireAsync(maven, "ring/ring-jetty-adapter", "compojure/compojure");
        using var source = new TestDirectory().WithSample("clojure-ring").WithMirror(maven);

        await host.PushAsync("clojure-ring", source, "Clojure", "src/hello/web.clj", Config);

        Assert.Equal("Hello world\n", await host.Platform.GetAsync("clojure-ring", "/hello/world"));
    }

    [Fact]
    public async Task Hiccup_StartedByLeiningen_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await DebianLein.RequireAsync(maven, "ring/ring-jetty-adapter", "hiccup/hiccup", "cheshire/cheshire");
        using var source = new TestDirectory().WithSample("clojure-hiccup").WithMirror(maven);

        await host.PushTwiceAsync("clojure-hiccup", source, "Clojure", "src/hello/pages.clj", Config);

        Assert.Equal("{\"method\":\"get\"}", await host.Platform.GetAsync("clojure-hiccup", "/json"));
        Assert.Equal("<p class=\"greeting\">Hello</p>", await host.Platform.GetAsync("clojure-hiccup", "/page"));
    }

    private static Dictionary<string, string?> Config => new() { ["JAVA_TOOL_OPTIONS"] = DebianMaven.ShortLived };
}

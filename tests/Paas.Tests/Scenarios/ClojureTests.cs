using Paas.Builds;
using Paas.Clojure;
using Paas.Jvm;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Clojure.</summary>
public sealed class ClojureTests(SharedHost host, DebianMaven maven) : IClassFixture<SharedHost>, IClassFixture<DebianMaven>
{
    [Theory]
    [InlineData("clojure-ring", "src/hello/web.clj", "ring/ring-jetty-adapter", "compojure/compojure")]
    [InlineData("clojure-hiccup", "src/hello/pages.clj", "ring/ring-jetty-adapter", "hiccup/hiccup", "cheshire/cheshire")]
    public async Task Sample_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest(string sample, string greets, params string[] libraries)
    {
        DebianLein.Require(libraries);
        using var source = new TestDirectory().WithSample(sample).WithMirror(maven);

        await host.PushTwiceAsync(sample, source, "Clojure", greets);
    }
}

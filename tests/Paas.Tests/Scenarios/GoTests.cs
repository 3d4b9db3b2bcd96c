using Paas.Builds;
using Paas.Go;
using Paas.Pushes;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Go.</summary>
public sealed class GoTests(SharedHost host) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("go-mux", "github.com/gorilla/mux", "cmd/web/main.go")]
    [InlineData("go-gin", "github.com/gin-gonic/gin", "main.go")]
    public async Task Sample_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest(string sample, string module, string greets)
    {
        DebianGo.Require(module);
        using var source = new TestDirectory().WithSample(sample);
        await DebianGo.VendorAsync(source);
        var config = new Dictionary<string, string?> { ["GOPROXY"] = "off" };

        // Where pushes are measured, a cold one has nothing compiled.
        var (name, cache) = DebianGo.Cache;
        if (!PushMeasurement.IsWanted)
            config[name] = cache;

        await host.PushTwiceAsync(sample, source, "Go", greets, config);
    }
}

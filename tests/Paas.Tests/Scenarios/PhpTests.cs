using Paas.Builds;
using Paas.Php;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for PHP.</summary>
public sealed class PhpTests(SharedHost host) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("php-slim", "public/index.php", "nginx")]
    [InlineData("php-symfony", "src/Site.php", "apache2")]
    public async Task Sample_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest(string sample, string greets, string server)
    {
        DebianPackages.RequireServer(server);
        using var source = new TestDirectory().WithSample(sample);
        await DebianPackages.VendorAsync(source);

        await host.PushTwiceAsync(sample, source, "PHP", greets, new() { ["WEB_CONCURRENCY"] = "4" });
    }
}

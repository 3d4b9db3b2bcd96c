using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.Hosting;
using Paas.Php;
using Paas.Ruby;

namespace Paas.Scenarios;

/// <summary>Languages whose dynos are several programs or move their files: built and run in sandboxes, where nothing else may be written and nobody is root.</summary>
public sealed class SandboxedLanguageTests
{
    [Fact]
    public async Task Push_RubyAndPhp_AnswerFromSandboxes()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Sandboxes need root.");
        Bash.Require("bwrap");
        await DebianGems.RequireAsync();
        DebianPackages.RequireServer("nginx");
        DebianPackages.RequireServer("apache2");
        await using var platform = await RealPlatform.StartAsync(configure: static services => services.Configure<LocalProcessOptions>(static options => options.Isolation = DynoIsolation.Sandboxed));
        using var gems = await DebianGems.MakeAsync("railties", "sprockets-rails", "puma");

        foreach (var sample in new[] { "ruby-rails", "php-slim", "php-symfony" })
        {
            using var source = new TestDirectory().WithSample(sample);
            await (sample == "ruby-rails" ? DebianGems.VendorAsync(source, gems) : DebianPackages.VendorAsync(source));
            await platform.Platform.Apps.CreateAsync(sample, TestContext.Current.CancellationToken);

            (await platform.PushAsync(sample, source)).Succeeded();

            Assert.StartsWith("Hello from", await platform.GetAsync(sample), StringComparison.Ordinal);
        }
    }
}

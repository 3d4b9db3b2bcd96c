using Paas.Builds;
using Paas.Ruby;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Ruby.</summary>
public sealed class RubyTests(SharedHost host) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("ruby-sinatra", "app.rb", "sinatra", "puma")]
    [InlineData("ruby-rails", "app/controllers/home_controller.rb", "railties", "sprockets-rails", "puma")]
    public async Task Sample_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest(string sample, string greets, params string[] gems)
    {
        await DebianGems.RequireAsync();
        using var archives = await DebianGems.MakeAsync(gems);
        using var source = new TestDirectory().WithSample(sample);
        await DebianGems.VendorAsync(source, archives);

        await host.PushTwiceAsync(sample, source, "Ruby", greets);
    }
}

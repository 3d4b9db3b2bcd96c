using Paas.Builds;
using Paas.Ruby;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Ruby.</summary>
public sealed class RubyTests(SharedHost host) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Sinatra_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        using var source = await SampleAsync("ruby-sinatra", "sinatra", "puma");
        await host.PushTwiceAsync("ruby-sinatra", source, "Ruby", "app.rb");
    }

    [Fact]
    public async Task Rails_Pushed_Answers()
    {
        using var source = await SampleAsync("ruby-rails", "railties", "sprockets-rails", "puma");
        await host.PushAsync("ruby-rails", source, "Ruby", "app/controllers/home_controller.rb");
    }

    private static async Task<TestDirectory> SampleAsync(string sample, params string[] gems)
    {
        await DebianGems.RequireAsync();
        using var archives = await DebianGems.MakeAsync(gems);
        var source = new TestDirectory().WithSample(sample);
        await DebianGems.VendorAsync(source, archives);
        return source;
    }
}

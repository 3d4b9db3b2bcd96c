using Paas.Builds;
using Paas.Files;

namespace Paas.Ruby;

public sealed class GemsKeyTests : IDisposable
{
    private readonly TestDirectory _app = new();

    [Theory]
    [InlineData("gem 'rack'\ngem 'bootsnap', require: false\ngem 'debug', :require => 'debug/prelude'\n", "GEM", true)]
    [InlineData("gem 'rack', git: 'https://git.example/rack.git'\n", "GIT", true)]
    [InlineData("gem 'own', path: 'gems/own'\n", "PATH", false)]
    [InlineData("eval_gemfile 'Gemfile.common'\n", "GEM", false)]
    [InlineData("gemspec\n", "GEM", false)]
    [InlineData("gem 'rack', File.read('.rack-version')\n", "GEM", false)]
    [InlineData("require './gems'\n", "GEM", false)]
    [InlineData("require_relative 'gems'\n", "GEM", false)]
    [InlineData("gem 'rack', `cat version`\n", "GEM", false)]
    public void IsComplete_Gemfile_WhenItReadsNothingElse(string gemfile, string section, bool complete)
    {
        _app.With("Gemfile", gemfile);
        Assert.True(GemfileLock.TryParse($"{section}\n  remote: https://gems.example.com/\n  specs:\n    rack (3.0.0)\n", out var locked, out _));

        Assert.Equal(complete, GemsKey.IsComplete(new ConfinedDirectory(_app.Path), locked));
    }

    [Fact]
    public void IsComplete_GemsAreCheckedIn_IsNot()
    {
        _app.With("Gemfile", "gem 'rack'\n").WithDirectory("vendor/bundle");
        Assert.True(GemfileLock.TryParse("GEM\n  specs:\n    rack (3.0.0)\n", out var locked, out _));

        Assert.False(GemsKey.IsComplete(new ConfinedDirectory(_app.Path), locked));
    }

    public void Dispose() => _app.Dispose();
}

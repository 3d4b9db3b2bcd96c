using Paas.Builds;
using Paas.Files;

namespace Paas.Ruby;

public sealed class RubyVersionRequestTests : IDisposable
{
    private readonly TestDirectory _app = new();

    [Theory]
    [InlineData("ruby \"3.1.2\"", "3.3.0", "ruby 3.2.2p53", "3.2.2", "Gemfile.lock")]
    [InlineData("ruby \"3.1.2\"", "3.3.0", null, "3.3.0", ".ruby-version")]
    [InlineData("ruby \"3.1.2\"", null, null, "3.1.2", "Gemfile")]
    [InlineData("", "3.3", null, "3.3", ".ruby-version")]
    [InlineData("", "# a comment\nruby-3.3.1\n", null, "3.3.1", ".ruby-version")]
    [InlineData("  ruby '>= 3.1', '< 4'", null, null, ">= 3.1, < 4", "Gemfile")]
    [InlineData("ruby('~> 3.2')", null, null, "~> 3.2", "Gemfile")]
    [InlineData("ruby file: \".ruby-version\"", null, null, "of any version", null)]
    [InlineData("# ruby \"3.1.2\"", null, null, "of any version", null)]
    [InlineData("rubyish \"3.1.2\"", null, null, "of any version", null)]
    public void TryRead_Files_HighestRankWins(string gemfile, string? file, string? locked, string text, string? source)
    {
        var (request, error) = Read(gemfile, file, locked);

        Assert.Null(error);
        Assert.Equal((text, source), (request!.Requirement.Text, request.Source));
    }

    [Theory]
    [InlineData("3.3.0", true)]
    [InlineData("3.2", false)]
    [InlineData("3.2.2", false)]
    [InlineData("ruby-3.2.2", false)]
    [InlineData("3.2.20", true)]
    public void TryRead_VersionFileBesideTheLock_IsComparedWithIt(string file, bool differs)
    {
        Assert.Equal(differs, Read("", file, "ruby 3.2.2p53").Request!.Mismatch is not null);
    }

    [Theory]
    [InlineData("gem 'x'\nruby \"three\"", null, null, "Gemfile line 2 asks for Ruby 'three'")]
    [InlineData("", "system", null, ".ruby-version holds 'system'")]
    [InlineData("", "", null, ".ruby-version holds ''")]
    [InlineData("", null, "ruby 3.1.4p0 (jruby 9.4.5.0)", "Gemfile.lock asks for Ruby '3.1.4 (jruby 9.4.5.0)'; this platform builds apps for CRuby")]
    public void TryRead_NotAVersion_SaysWhere(string gemfile, string? file, string? locked, string problem)
    {
        Assert.Contains(problem, Read(gemfile, file, locked).Error, StringComparison.Ordinal);
    }

    public void Dispose() => _app.Dispose();

    private (RubyVersionRequest? Request, string? Error) Read(string gemfile, string? file, string? locked)
    {
        if (file is not null)
            _app.With(".ruby-version", file);
        Assert.True(GemfileLock.TryParse("GEM\n  specs:\n" + (locked is null ? "" : $"\nRUBY VERSION\n   {locked}\n"), out var lockfile, out _));
        RubyVersionRequest.TryRead(new ConfinedDirectory(_app.Path), gemfile, lockfile, out var request, out var error);
        return (request, error);
    }
}

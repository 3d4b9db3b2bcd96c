namespace Paas.Ruby;

public sealed class GemfileLockTests
{
    private const string Text = """
        GIT
          remote: https://token:x@git.example.com/shop.git
          revision: 0123abcd
          branch: main
          specs:
            shop (2.0.1)
              rack (>= 2)

        PATH
          remote: engines/admin
          specs:
            admin (0.1.0)

        GEM
          remote: https://gems.example.com/
          specs:
            nokogiri (1.16.2)
              racc (~> 1.4)
            nokogiri (1.16.2-x86_64-linux)
              racc (~> 1.4)
            racc (1.7.3)
            rack (3.0.0.beta1)

        PLATFORMS
          ruby
          x86_64-linux

        DEPENDENCIES
          admin!
          nokogiri
          rack
          shop!

        CHECKSUMS
          nokogiri (1.16.2-x86_64-linux) sha256=abcd
          racc (1.7.3) sha256=ef01

        RUBY VERSION
           ruby 3.2.2p53

        BUNDLED WITH
           2.5.6
        """;

    [Fact]
    public void TryParse_EverySection_IsRead()
    {
        Assert.True(GemfileLock.TryParse(Text.Replace("\n", "\r\n", StringComparison.Ordinal), out var locked, out _));

        Assert.Equal(["shop GIT", "admin PATH", "nokogiri GEM", "nokogiri GEM", "racc GEM", "rack GEM"], locked.Gems.Select(static gem => $"{gem.Name} {gem.Source}"));
        Assert.Equal(["ruby", "x86_64-linux"], locked.Platforms);
        Assert.Equal(("3.2.2", "2.5.6"), (locked.RubyVersion, locked.BundledWith));
        Assert.Equal(new Version(3, 0, 0), locked.Find("rack"));
        Assert.Equal(new Version(2, 0, 1), locked.Find("shop"));
        Assert.Null(locked.Find("DEPENDENCIES"));
    }

    [Fact]
    public void ToComponent_GemOfAPlatformOrFromGit_SaysSoWithoutCredentials()
    {
        Assert.True(GemfileLock.TryParse(Text, out var locked, out _));

        var components = locked.Gems.Select(static gem => gem.ToComponent()).ToArray();

        Assert.Equal("pkg:gem/shop@2.0.1?vcs_url=git%2Bhttps%3A%2F%2Fgit.example.com%2Fshop.git%400123abcd", components[0].PackageUrl);
        Assert.Equal(("pkg:gem/nokogiri@1.16.2", null), (components[2].PackageUrl, components[2].Checksum));
        Assert.Equal(("pkg:gem/nokogiri@1.16.2?platform=x86_64-linux", "sha256:abcd"), (components[3].PackageUrl, components[3].Checksum));
        Assert.Equal(("pkg:gem/racc@1.7.3", "sha256:ef01"), (components[4].PackageUrl, components[4].Checksum));
        Assert.Equal("3.0.0.beta1", components[5].Version);
    }

    [Theory]
    [InlineData("ruby 3.1.2p20", "3.1.2")]
    [InlineData("ruby 3.3.0", "3.3.0")]
    [InlineData("ruby 3.4.0.preview1", "3.4.0.preview1")]
    [InlineData("ruby 3.1.4p0 (jruby 9.4.5.0)", "3.1.4 (jruby 9.4.5.0)")]
    public void TryParse_RubyVersion_IsWithoutItsPatchLevel(string line, string version)
    {
        Assert.True(GemfileLock.TryParse($"GEM\n\nRUBY VERSION\n   {line}\n", out var locked, out _));

        Assert.Equal(version, locked.RubyVersion);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("GEM\n  specs:\n<<<<<<< HEAD\n    rack (3.0.0)\n=======\n", "merge conflict in line 3")]
    public void TryParse_Broken_SaysWhere(string text, string problem)
    {
        Assert.False(GemfileLock.TryParse(text, out _, out var error));

        Assert.Contains(problem, error, StringComparison.Ordinal);
    }
}

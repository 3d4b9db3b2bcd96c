using Paas.Builds;
using Paas.Files;

namespace Paas.Jvm;

public sealed class JavaVersionRequestTests
{
    [Theory]
    [InlineData("17", "17.0.21.1 17 17.0.2+8 17-ea", "1.7.0_80 170 16.0.1 21.0.4")]
    [InlineData("1.8", "1.8.0_392 8.0.392", "18 1.7.0_80 11.0.8")]
    [InlineData("8", "1.8.0_392", "18 11.0.8")]
    [InlineData("1.8.0_392", "1.8.0_392 8.0.392", "1.8.0_39 1.8.0_3921")]
    [InlineData("8u392", "1.8.0_392", "1.8.0_402")]
    [InlineData("17.0", "17.0.9 17.0", "17.1.0 17")]
    [InlineData("17.0.9", "17.0.9 17.0.9.1 17.0.9+9", "17.0.10 17.0.90 17.0")]
    [InlineData("17.0.9+9", "17.0.9", "17.0.10")]
    [InlineData("zulu-21", "21.0.4", "17.0.9")]
    [InlineData("zulu-17.0.9", "17.0.9", "17.0.8")]
    [InlineData("openjdk-17", "17.0.9", "21")]
    [InlineData("OpenJDK-1.8.0_392", "1.8.0_392", "17")]
    [InlineData("heroku-17", "17.0.9", "21")]
    public void Accepts_Version_ComparesNumbers(string text, string accepted, string refused)
    {
        using var app = new TestDirectory().With("system.properties", $"java.runtime.version={text}");

        Assert.True(JavaVersionRequest.TryRead(new ConfinedDirectory(app.Path), out var request, out _));
        Assert.All(accepted.Split(' '), version => Assert.True(request!.Accepts(version), version));
        Assert.All(refused.Split(' '), version => Assert.False(request!.Accepts(version), version));
        Assert.Equal("system.properties, line 1", request!.AskedBy);
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("17.x")]
    [InlineData("17u3")]
    [InlineData(">=17")]
    [InlineData("17; rm -rf /")]
    [InlineData("graalvm-21")]
    public void TryRead_NoVersion_NamesPlaceAndForm(string text)
    {
        using var app = new TestDirectory().With("system.properties", $"# versions\njava.runtime.version={text}");

        Assert.False(JavaVersionRequest.TryRead(new ConfinedDirectory(app.Path), out _, out var error));
        Assert.StartsWith($"system.properties, line 2, asks for Java '{text}', which is not a version.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_NoFile_AsksForNone()
    {
        using var app = new TestDirectory();

        Assert.True(JavaVersionRequest.TryRead(new ConfinedDirectory(app.Path), out var request, out _));
        Assert.Null(request);
    }

    [Theory]
    [InlineData("1.8.0_392", true)]
    [InlineData("11", true)]
    [InlineData("17.0.9", true)]
    [InlineData("21", true)]
    [InlineData("25.0.3", true)]
    [InlineData("13", false)]
    [InlineData("22.0.1", false)]
    [InlineData("24", false)]
    public void IsLongTerm_Version_KnowsTheCadence(string version, bool longTerm) => Assert.Equal(longTerm, JavaVersion.IsLongTerm(version));
}

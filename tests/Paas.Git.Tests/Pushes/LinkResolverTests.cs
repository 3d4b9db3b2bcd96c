using Paas.Git.Pushes;

namespace Paas.Git.Tests.Pushes;

public sealed class LinkResolverTests
{
    [Theory]
    [InlineData("a=b")]
    [InlineData("a/b/c=../../d")]
    [InlineData("a=.")]
    [InlineData("a=missing/x")]
    [InlineData("a=b b=a")]
    [InlineData("a/b/up=../.. x=a/b/up/y")]
    [InlineData("jdk=/usr/lib/jvm/jdk x=jdk/bin/java")]
    [InlineData("a=/app/public")]
    public void RefuseEscapes_Inside_Passes(string links) => LinkResolver.RefuseEscapes(Parse(links));

    [Theory]
    [InlineData("a=/etc/passwd")]
    [InlineData("a=..")]
    [InlineData("a/b=../../x")]
    [InlineData("a=b/../../x")]
    [InlineData("a/b/c/up=../../.. x=a/b/c/up/../y")]
    [InlineData("d=e e=f/.. x=d/../../y")]
    [InlineData("a=/usr/../etc/passwd")]
    [InlineData("a=/usrlocal/x")]
    [InlineData("jdk=/usr/lib x=jdk/../../etc/passwd")]
    public void RefuseEscapes_Outside_Throws(string links) => Assert.Throws<PushRefusedException>(() => LinkResolver.RefuseEscapes(Parse(links)));

    private static Dictionary<string, string> Parse(string links) =>
        links.Split(' ').Select(static l => l.Split('=')).ToDictionary(static l => l[0], static l => l[1]);
}

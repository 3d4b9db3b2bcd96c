namespace Paas.Jvm;

public sealed class SystemPropertiesTests
{
    [Theory]
    [InlineData("java.runtime.version=17", "17")]
    [InlineData("java.runtime.version = 17 ", "17")]
    [InlineData("java.runtime.version: 17", "17")]
    [InlineData("java.runtime.version 17", "17")]
    [InlineData("  java.runtime.version\t=\t17", "17")]
    [InlineData("# java.runtime.version=11\n! x\njava.runtime.version=17\r\n", "17")]
    [InlineData("java.runtime.version=11\njava.runtime.version=17", "17")]
    [InlineData("java.runtime.\\\n  version=1\\\n  7", "17")]
    [InlineData("java\\.runtime.version=\\u0031\\u0037", "17")]
    [InlineData("\uFEFFjava.runtime.version=17", "17")]
    [InlineData("java.runtime.version=", null)]
    [InlineData("java.runtime.version", null)]
    [InlineData("maven.version=3.9.4", null)]
    [InlineData("", null)]
    public void Find_Text_IsReadAsJavaDoes(string text, string? version)
    {
        Assert.Equal(version, SystemProperties.Parse(text).Find("java.runtime.version"));
    }

    [Fact]
    public void PlaceOf_KeyBehindContinuedLines_IsItsFirstLine()
    {
        var properties = SystemProperties.Parse("a=1 \\\n 2\nb = c\\=d\\\\\ntab=x\\ty\\");

        Assert.Equal("system.properties, line 3,", properties.PlaceOf("b"));
        Assert.Equal(("1 2", "c=d\\", "x\ty"), (properties.Find("a"), properties.Find("b"), properties.Find("tab")));
    }
}

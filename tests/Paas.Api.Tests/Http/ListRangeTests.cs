using CsCheck;
using Paas.Api.Http;

namespace Paas.Api.Tests.Http;

public sealed class ListRangeTests
{
    [Theory]
    [InlineData("", null, "", "", false, 200, false)]
    [InlineData("version ..; order=desc,max=1", "version", "", "", false, 1, true)]
    [InlineData("version ..; max=15, order=desc", "version", "", "", false, 15, true)]
    [InlineData("version ..; order=desc", "version", "", "", false, 200, true)]
    [InlineData("id ..; max=1000;", "id", "", "", false, 1_000, false)]
    [InlineData("name ]shop..; max=200", "name", "shop", "", true, 200, false)]
    [InlineData("name a..c", "name", "a", "c", false, 200, false)]
    [InlineData("hostname ]www.example.com..; max=2", "hostname", "www.example.com", "", true, 2, false)]
    [InlineData("id", "id", "", "", false, 200, false)]
    public void Parse_Range_IsUnderstood(string text, string? property, string from, string to, bool exclusive, int max, bool descending) =>
        Assert.Equal(new ListRange { Property = property, From = from, To = to, IsFromExclusive = exclusive, Max = max, IsDescending = descending }, ListRange.Parse(text));

    [Theory]
    [InlineData("bytes=0-99")]
    [InlineData("version ..; max=0")]
    [InlineData("version ..; max=1001")]
    [InlineData("version ..; max=x")]
    [InlineData("version ..; order=up")]
    [InlineData("; max=1")]
    public void Parse_NoRange_IsNull(string text) => Assert.Null(ListRange.Parse(text));

    [Fact]
    public void Parse_AnyText_NeverThrows() => Gen.String.Sample(static text => { ListRange.Parse(text); });
}

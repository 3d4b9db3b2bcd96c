using System.Text;

namespace Paas.Access.TwoFactor;

public sealed class TotpTests
{
    private static readonly byte[] _secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Code_VectorsOfTheRfc_AreMet(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(_secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds)), 8));

    /// <summary>RFC 4226, appendix D.</summary>
    [Fact]
    public void Code_CountersOfTheRfc_AreMet() =>
        Assert.Equal(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"], Enumerable.Range(0, 10).Select(static counter => Totp.Code(_secret, counter)));

    [Fact]
    public void Match_CodesAroundNow_AreTakenOnceAndInOrder()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_000_000);
        var step = Totp.StepOf(now);

        Assert.Equal(step - 1, Totp.Match(_secret, Totp.Code(_secret, step - 1), now, 0));
        Assert.Equal(step + 1, Totp.Match(_secret, Totp.Code(_secret, step + 1), now, 0));
        Assert.Null(Totp.Match(_secret, Totp.Code(_secret, step - 2), now, 0));
        Assert.Null(Totp.Match(_secret, Totp.Code(_secret, step + 2), now, 0));
        Assert.Null(Totp.Match(_secret, Totp.Code(_secret, step), now, step));
        Assert.Null(Totp.Match(_secret, Totp.Code(_secret, step - 1), now, step));
    }

    /// <summary>RFC 4648, section 10.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Encode_VectorsOfTheRfc_AreMet(string text, string encoded) => Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
}

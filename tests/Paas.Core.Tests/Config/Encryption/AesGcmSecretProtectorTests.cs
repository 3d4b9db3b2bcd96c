using System.Text;
using CsCheck;
using Microsoft.Extensions.Options;
using Paas.State;

namespace Paas.Config.Encryption;

public sealed class AesGcmSecretProtectorTests : IDisposable
{
    private const string Secret = "postgres://user:s3cr3t@db/shop";

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string KeyPath => _directory["data/key"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Unprotect_WhatWasProtected_ReturnsIt()
    {
        var protector = Protector();
        Gen.Select(Gen.Byte.Array[0, 300], Gen.String[1, 20]).Sample((plain, purpose) => protector.Unprotect(protector.Protect(plain, purpose), purpose).SequenceEqual(plain));
    }

    [Fact]
    public void Protect_Twice_DiffersAndHidesThePlainText()
    {
        var protector = Protector();
        var one = protector.Protect(Encoding.UTF8.GetBytes(Secret), "config/1");
        var two = protector.Protect(Encoding.UTF8.GetBytes(Secret), "config/1");

        Assert.NotEqual(one, two);
        Assert.True(one.AsSpan().IndexOf("s3cr3t"u8) < 0);
    }

    [Fact]
    public void Unprotect_AfterRestart_ReadsTheKeyFile()
    {
        var sealedData = Protector().Protect(Encoding.UTF8.GetBytes(Secret), "config/1");

        Assert.Equal(Secret, Encoding.UTF8.GetString(Protector().Unprotect(sealedData, "config/1")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Fact]
    public void Unprotect_OtherPurpose_Throws()
    {
        var protector = Protector();
        var sealedData = protector.Protect(Encoding.UTF8.GetBytes(Secret), "config/1");

        Assert.Equal(PaasErrors.Unavailable, Assert.Throws<PaasException>(() => protector.Unprotect(sealedData, "config/2")).Id);
    }

    [Fact]
    public void Unprotect_AnyByteChangedOrMissing_Throws()
    {
        var protector = Protector();
        var sealedData = protector.Protect(Encoding.UTF8.GetBytes(Secret), "config/1");

        for (var i = 0; i < sealedData.Length; i++)
        {
            var changed = sealedData.ToArray();
            changed[i] ^= 1;
            Assert.Throws<PaasException>(() => protector.Unprotect(changed, "config/1"));
            Assert.Throws<PaasException>(() => protector.Unprotect(sealedData.AsSpan(0, i), "config/1"));
        }
    }

    [Fact]
    public void Unprotect_KeyFileIsMissing_NamesItAndMakesNone()
    {
        var sealedData = Protector().Protect(Encoding.UTF8.GetBytes(Secret), "config/1");
        File.Delete(KeyPath);

        var refusal = Assert.Throws<PaasException>(() => Protector().Unprotect(sealedData, "config/1"));

        Assert.Contains($"{KeyPath} is missing", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyPath));
    }

    [Fact]
    public void Unprotect_AnotherKey_SaysSo()
    {
        var sealedData = Protector().Protect(Encoding.UTF8.GetBytes(Secret), "config/1");
        File.Delete(KeyPath);
        var protector = Protector();
        protector.Protect([], "other");

        Assert.Contains($"{KeyPath} holds key ", Assert.Throws<PaasException>(() => protector.Unprotect(sealedData, "config/1")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAAS-KEY-1:")]
    [InlineData("PAAS-KEY-1:c2hvcnQ=")]
    [InlineData("not a key at all, but forty-four characters!!")]
    public async Task Protect_KeyFileIsIllegible_ThrowsWithoutShowingOrReplacingIt(string content)
    {
        Directory.CreateDirectory(_directory["data"]);
        await File.WriteAllTextAsync(KeyPath, content, Cancelled);

        var refusal = Assert.Throws<PaasException>(() => Protector().Protect([1], "config/1"));

        Assert.Contains(KeyPath, refusal.Message, StringComparison.Ordinal);
        if (content.Length > 0)
            Assert.DoesNotContain(content, refusal.ToString(), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(KeyPath, Cancelled));
    }

    private AesGcmSecretProtector Protector() => new(Options.Create(new PaasOptions { DataDirectory = _directory["data"] }));
}

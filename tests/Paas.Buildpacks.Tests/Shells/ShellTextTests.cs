using CsCheck;
using Paas.Builds;

namespace Paas.Shell;

public sealed class ShellTextTests
{
    [Theory]
    [InlineData("plain-1.2/x", "plain-1.2/x")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$(rm)", "'$(rm)'")]
    public void Quote_Text_IsOneWord(string text, string quoted) => Assert.Equal(quoted, ShellText.Quote(text));

    [Fact]
    public async Task Quote_AnyText_IsReadBackByBash()
    {
        var texts = Gen.Char[" \t'\"\\$`!*?[]{}()<>|&;#~=%az09é"].Array[0, 12].Select(static chars => new string(chars)).Array[500].Single();
        using var directory = new TestDirectory().With("script", $"printf '%s\\n' {string.Join(' ', texts.Select(ShellText.Quote))}\n");
        var lines = new List<string>();

        using var bash = Bash.Start("bash ./script", directory.Path, Bash.Environment(directory.Path), lines.Add);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(texts, lines);
    }
}

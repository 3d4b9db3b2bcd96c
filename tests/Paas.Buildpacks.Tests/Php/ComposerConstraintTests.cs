namespace Paas.Php;

public sealed class ComposerConstraintTests
{
    [Theory]
    [InlineData("^8.1", "8.1.0", true)]
    [InlineData("^8.1", "8.4.2", true)]
    [InlineData("^8.1", "9.0.0", false)]
    [InlineData("^8.1", "8.0.30", false)]
    [InlineData("^0.3.1", "0.3.9", true)]
    [InlineData("^0.3.1", "0.4.0", false)]
    [InlineData("~8.1", "8.9.0", true)]
    [InlineData("~8.1", "9.0.0", false)]
    [InlineData("~8.1.2", "8.1.9", true)]
    [InlineData("~8.1.2", "8.2.0", false)]
    [InlineData("~8", "8.4.0", true)]
    [InlineData("8.1.*", "8.1.33", true)]
    [InlineData("8.1.*", "8.2.0", false)]
    [InlineData("8.*", "8.4.0", true)]
    [InlineData("*", "5.6.0", true)]
    [InlineData(">=7.4", "8.2.0", true)]
    [InlineData(">=7.4 <8.2", "8.1.0", true)]
    [InlineData(">=7.4 <8.2", "8.2.0", false)]
    [InlineData(">= 7.4, < 8.2", "8.2.0", false)]
    [InlineData("^7.4 || ^8.0", "8.2.0", true)]
    [InlineData("^7.4|^8.0", "7.4.33", true)]
    [InlineData("^7.4||^8.0", "7.3.0", false)]
    [InlineData("7.4 - 8.1", "8.1.99", true)]
    [InlineData("7.4 - 8.1", "8.2.0", false)]
    [InlineData("7.4 - 8.1.3", "8.1.4", false)]
    [InlineData("8.2.1", "8.2.1", true)]
    [InlineData("8.2.1", "8.2.2", false)]
    [InlineData("v8.2.1", "8.2.1", true)]
    [InlineData("!=8.2.1", "8.2.1", false)]
    [InlineData("^8.1@stable", "8.2.0", true)]
    [InlineData(">=8.1.0-dev", "8.1.0", true)]
    [InlineData("<8.5@dev", "8.4.0", true)]
    public void Accepts_Version_AsComposerDoes(string constraint, string version, bool accepted)
    {
        Assert.Equal(accepted, ComposerConstraint.Parse(constraint)!.Accepts(version));
    }

    [Theory]
    [InlineData("dev-main")]
    [InlineData("latest")]
    [InlineData("8.1 beta of ours")]
    public void Parse_Other_IsNone(string text)
    {
        Assert.Null(ComposerConstraint.Parse(text));
    }
}

namespace Paas.Clojure;

public sealed class ClojureReaderTests
{
    [Theory]
    [InlineData("(a [b \"c d\"] {:k 1, :l #{x}})", "(a [b \"c d\"] {:k 1 :l [x]})")]
    [InlineData("; comment )\n#!shebang (\n(a) ;)\n", "(a)")]
    [InlineData("(a #_(b) c #_ #_ d e)", "(a c)")]
    [InlineData("(:main ^:skip-aot hello.web ^{:a 1} x)", "(:main hello.web x)")]
    [InlineData("(a 'b `c ~d @e ~@f #'g)", "(a b ? ? ? ? g)")]
    [InlineData("(#\".*\\\"\\)\" #(inc %) #=(+ 1 2) #inst \"2020\" #?(:clj 1) #:a{:b 1})", "(? ? ? ? ? ?)")]
    [InlineData("(\\( \\newline \\\" \"\\\"\\n\\\\\")", "(\\( \\newline \\\" \"\"\n\\\")")]
    [InlineData("", "")]
    [InlineData("\uFEFF{} []", "{} []")]
    public void Read_Forms_AreThoseOfTheText(string text, string forms) => Assert.Equal(forms, string.Join(' ', ClojureReader.Read(text).Select(Write)));

    [Theory]
    [InlineData("\n(a\n [b)", "line 3: ')' does not close the '[' of line 3")]
    [InlineData("(a\n(b)", "line 1: '(' is not closed")]
    [InlineData("a)", "line 1: ')' closes nothing")]
    [InlineData("(a\n\"b", "line 2: a string is not closed")]
    [InlineData("(a ^)", "line 1: a form is missing")]
    [InlineData("#", "line 1: a form is missing")]
    public void Read_Unbalanced_SaysTheLine(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => ClojureReader.Read(text)).Message);

    [Fact]
    public void Read_VeryDeep_IsRefused() =>
        Assert.Contains("too deeply", Assert.Throws<FormatException>(() => ClojureReader.Read(new string('(', 100_000))).Message, StringComparison.Ordinal);

    private static string Write(ClojureForm form) => form.Kind switch
    {
        ClojureFormKind.List => $"({Items(form)})",
        ClojureFormKind.Vector => $"[{Items(form)}]",
        ClojureFormKind.Map => $"{{{Items(form)}}}",
        ClojureFormKind.String => $"\"{form.Text}\"",
        ClojureFormKind.Other => "?",
        _ => form.Text,
    };

    private static string Items(ClojureForm form) => string.Join(' ', form.Items.Select(Write));
}

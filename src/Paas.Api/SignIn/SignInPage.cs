using Paas.Api.Http;

namespace Paas.Api.SignIn;

/// <summary>The page on which somebody approves a sign-in.</summary>
internal static class SignInPage
{
    public const string Title = "Log in";

    public static string Form(BrowserSignIn waiting, string? problem) => $"""
        <p><b>{HtmlPage.Encode(waiting.Description)}</b>, calling from {HtmlPage.Encode(waiting.Address ?? "an unknown address")}, wants to act as you. Approve only what you began yourself.</p>
        <form method="post">
        {SignInForm.Fields(problem)}
        <button name="decision" value="approve">Log in</button> <button name="decision" value="decline">Decline</button>
        </form>
        """;

    public static (string Title, string Content) Done(bool approved) => approved
        ? ("Logged in", "<p>You can close this page and go back to the command line.</p>")
        : ("Declined", "<p>Nobody was logged in.</p>");
}

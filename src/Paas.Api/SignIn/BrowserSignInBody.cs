namespace Paas.Api.SignIn;

/// <summary>Answer of <c>POST /auth</c>: paths of the page and of the result, and the client's secret.</summary>
internal sealed record BrowserSignInBody(string BrowserUrl, string CliUrl, string Token);

namespace Paas.Access.SigningIn;

/// <summary>A sign-in that waits in a browser; volatile, since its client begins anew when the host restarts.</summary>
/// <param name="SignIn">What everybody may see who has its id.</param>
/// <param name="SecretHash">SHA-256 of the client's secret.</param>
internal sealed record PendingBrowserSignIn(BrowserSignIn SignIn, string SecretHash)
{
    /// <summary>Who approved; null when it was declined.</summary>
    public TaskCompletionSource<Caller?> Decision { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The token was fetched.</summary>
    public int Fetched;
}

namespace Paas;

/// <summary>
/// A request that the platform refuses, with a reason that the caller can act on. The message is shown to people as it
/// is and never holds a secret.
/// </summary>
public sealed class PaasException : Exception
{
    /// <summary>Creates a refusal.</summary>
    /// <param name="id">One of <see cref="PaasErrors"/>.</param>
    /// <param name="message">What was wrong with which value, and what to do.</param>
    public PaasException(string id, string message) : base(message) => Id = id;

    /// <summary>Creates a refusal caused by another exception.</summary>
    /// <param name="id">One of <see cref="PaasErrors"/>.</param>
    /// <param name="message">What was wrong with which value, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public PaasException(string id, string message, Exception? innerException) : base(message, innerException) => Id = id;

    /// <summary>The error id of the Platform API (<c>not_found</c>, <c>invalid_params</c>, …).</summary>
    public string Id { get; }
}

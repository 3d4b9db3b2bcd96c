namespace Paas.Access.Passwords;

/// <summary>What a password must be. Length is what counts (NIST SP 800-63B, section 5.1.1.2).</summary>
internal static class PasswordRules
{
    public const int MinLength = 8;
    public const int MaxLength = 1_024;

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>; the message does not hold the password.</exception>
    public static void Check(string password, string email)
    {
        if (password.Length is < MinLength or > MaxLength)
            throw new PaasException(PaasErrors.InvalidParams, $"The password has {password.Length} characters; it needs {MinLength} to {MaxLength}.");
        if (password.Distinct().Count() < 3 || password.Equals(email, StringComparison.OrdinalIgnoreCase))
            throw new PaasException(PaasErrors.InvalidParams, "The password is too easy to guess: it repeats one or two characters, or is the e-mail address.");
    }
}

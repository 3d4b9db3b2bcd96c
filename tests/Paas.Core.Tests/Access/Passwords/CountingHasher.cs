namespace Paas.Access.Passwords;

/// <summary>A fast hasher that counts what is asked of it.</summary>
internal sealed class CountingHasher : IPasswordHasher
{
    private int _hashes;
    private int _verifications;

    public int Hashes => _hashes;

    public int Verifications => _verifications;

    public string Name => "counting";

    public string Hash(string password)
    {
        Interlocked.Increment(ref _hashes);
        return "$counting$" + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(password));
    }

    public bool Verify(string password, string encoded)
    {
        Interlocked.Increment(ref _verifications);
        return encoded == "$counting$" + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(password));
    }

    public bool IsOutdated(string encoded) => false;
}

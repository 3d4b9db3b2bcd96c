namespace Paas.Load.Backend;

/// <summary>Owns a descriptor of an <see cref="BackendLoop"/>.</summary>
internal interface IReady
{
    /// <summary>The descriptor can be read or written, or is broken, which a read shows.</summary>
    void OnReady(uint events);
}

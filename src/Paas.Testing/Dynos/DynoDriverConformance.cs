using System.Diagnostics.CodeAnalysis;

namespace Paas.Testing;

/// <summary>
/// What every <see cref="IDynoDriver"/> must do. Inherit it in a test project and create your driver. Drivers whose dynos
/// outlive the host inherit <see cref="DynoAdoptionConformance"/> as well, those that limit resources <see cref="DynoLimitsConformance"/>.
/// </summary>
[SuppressMessage("Naming", "CA1707", Justification = "Test names are Method_State_Result.")]
public abstract partial class DynoDriverConformance : DynoDriverTestBase;

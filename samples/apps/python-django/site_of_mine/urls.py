import os

import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from django.views.static import serve


def home(request):
    return HttpResponse(f"Hello from Django {django.get_version()} on {os.environ.get('DYNO')}\n", content_type="text/plain")


urlpatterns = [
    path("", home),
    path("static/<path:path>", serve, {"document_root": settings.STATIC_ROOT}),
]

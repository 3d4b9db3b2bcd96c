<?php

use Symfony\Component\HttpFoundation\Request;

require __DIR__ . '/../vendor/autoload.php';

App\Site::respond(Request::createFromGlobals())->send();
